from zhike.kit.apps import Domain


class WorkConfig(Domain):
    name = "zhike.work"
    label = "work"
    # A worker serves no pages, so nothing else would show it these.
    declarations = (*Domain.declarations, "kinds", "jobs")
