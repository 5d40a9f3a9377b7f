from zhike.kit.apps import Domain


class DealsConfig(Domain):
    name = "zhike.deals"
    label = "deals"
    declarations = (*Domain.declarations, "learning", "day", "cubes", "parties.fields")
