from zhike.kit.apps import Domain


class LeadsConfig(Domain):
    name = "zhike.leads"
    label = "leads"
    declarations = (*Domain.declarations, "notices", "waking")
