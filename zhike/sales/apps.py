from zhike.kit.apps import Domain


class SalesConfig(Domain):
    name = "zhike.sales"
    label = "sales"
    declarations = (*Domain.declarations, "cubes", "approval", "requirements", "daily", "itemised")
