from zhike.kit.apps import Domain


class CatalogConfig(Domain):
    name = "zhike.catalog"
    label = "catalog"
