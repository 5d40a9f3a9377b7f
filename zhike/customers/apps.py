from zhike.kit.apps import Domain


class CustomersConfig(Domain):
    name = "zhike.customers"
    label = "customers"
