from zhike.kit.apps import Domain


class ReceivablesConfig(Domain):
    name = "zhike.receivables"
    label = "receivables"
