from zhike.kit.apps import Domain


class PoolConfig(Domain):
    name = "zhike.pool"
    label = "pool"
    declarations = (*Domain.declarations, "sources", "notices", "daily", "simulating")
