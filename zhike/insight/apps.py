from zhike.kit.apps import Domain


class InsightConfig(Domain):
    name = "zhike.insight"
    label = "insight"
