from zhike.kit.apps import Domain


class TargetsConfig(Domain):
    name = "zhike.targets"
    label = "targets"
    declarations = (*Domain.declarations, "jobs", "cubes")
