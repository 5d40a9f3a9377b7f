"""The REST interface."""


def test_x(client, ana, teahouse):
    client.force_login(ana)
    r = client.get("/api/v1/customers?limit=1")
    print(r.status_code, r.content.decode())
    r = client.get(f"/api/v1/customers/{teahouse.pk}")
    print(r.status_code, r.content.decode(), r.headers)
    r = client.get("/api/v1/openapi.json")
    print(r.status_code, len(r.content))
    import json
    print(json.dumps(r.json())[:3000])
