from zhike.kit.apps import Domain


class ApprovalsConfig(Domain):
    name = "zhike.approvals"
    label = "approvals"
