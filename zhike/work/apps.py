from zhike.kit.apps import Domain


class WorkConfig(Domain):
    name = "zhike.work"
    label = "work"
