from zhike.kit.apps import Domain


class PlanningConfig(Domain):
    name = "zhike.planning"
    label = "planning"
