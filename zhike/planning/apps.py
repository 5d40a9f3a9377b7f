from zhike.kit.apps import Domain


class PlanningConfig(Domain):
    name = "zhike.planning"
    label = "planning"
    # A worker serves no pages, so nothing else would show it the work of sharing customers out.
    declarations = (*Domain.declarations, "territories")
