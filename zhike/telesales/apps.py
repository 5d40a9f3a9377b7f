from zhike.kit.apps import Domain


class TelesalesConfig(Domain):
    name = "zhike.telesales"
    label = "telesales"
