from zhike.kit.apps import Domain


class ExampleConfig(Domain):
    """Installed by the settings of the tests alone."""

    name = "zhike.kit.testing.example"
    label = "example"
