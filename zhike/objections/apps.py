from zhike.kit.apps import Domain


class ObjectionsConfig(Domain):
    name = "zhike.objections"
    label = "objections"
    declarations = (*Domain.declarations, "cubes")
