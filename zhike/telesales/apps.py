from zhike.kit.apps import Domain


class TelesalesConfig(Domain):
    name = "zhike.telesales"
    label = "telesales"
    # A worker serves no pages, so nothing else would show it the work of filling a list.
    declarations = (*Domain.declarations, "intake")
