from base64 import urlsafe_b64decode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import migrations

from zhike.site.account import seeds

VERSION, NONCE, INFO = b'\x01', 12, b'zhike/v1|seeds'


def into_the_vault(apps, schema_editor):
    """What no key opens stays as it is: it could not be opened before either."""
    files = [Path(settings.DATA_DIR) / 'keys' / 'key', Path(settings.KEY_FILE)]
    ciphers = [AESGCM(HKDF(SHA256(), 32, None, INFO).derive(file.read_bytes())) for file in files if file.is_file()]
    for factor in apps.get_model('mfa', 'Authenticator').objects.all():
        about = seeds.whose(factor.user_id)
        opened = {name: opened_by(ciphers, factor.data[name], about) for name in seeds.SEALED if name in factor.data}
        found = {name: seeds.seal(secret, about=about) for name, secret in opened.items() if secret is not None}
        if found:
            factor.data.update(found)
            factor.save(update_fields=['data'])


def opened_by(ciphers, text, about):
    raw = urlsafe_b64decode(text.encode())
    for cipher in ciphers:
        try:
            return cipher.decrypt(raw[1 : 1 + NONCE], raw[1 + NONCE :], VERSION + about.encode())
        except InvalidTag:
            continue
    return None


class Migration(migrations.Migration):
    """Seeds of code apps were sealed with a key of their own in the data directory."""

    dependencies = [
        ('site', '0001_signing_in'),
        ('vault', '0001_keys'),
        ('mfa', '0003_authenticator_type_uniq'),
    ]

    operations = [migrations.RunPython(into_the_vault, migrations.RunPython.noop)]
