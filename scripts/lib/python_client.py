"""Calls a running service with the generated Python client. Arguments: URL and session cookie (`name=value`).

The key of n8n is in the environment. A difference between the document and the service ends the program.
"""

import os
import sys
import zipfile

from admissions_client import Client
from admissions_client.api.prospects import add_prospect, change_prospect, export_prospects, get_prospect
from admissions_client.models import ChangeProspectRequest, NewProspectRequest, Prospect, ProspectRecu
from admissions_client.models.export_prospects_format import ExportProspectsFormat
from admissions_client.types import File

url, cookie = sys.argv[1:]


def expect(holds: bool, what: object) -> None:
    if not holds:
        sys.exit(f"unexpected: {what}")


def change_one_field(client: Client) -> None:
    asked = NewProspectRequest(
        nom="Audit", emails=["audit@client.example"], formation_souhaitee="CAP_BJ", ville="Metz", resume_ia="Souhaite un CAP."
    )
    added = add_prospect.sync_detailed(client=client, body=asked)
    expect(added.status_code == 201 and isinstance(added.parsed, ProspectRecu), added)
    name = added.parsed.to_dict()["idProspect"]
    before = get_prospect.sync_detailed(name, client=client)
    expect(isinstance(before.parsed, Prospect), before)
    tag = before.headers["etag"]
    changed = change_prospect.sync_detailed(name, client=client, body=ChangeProspectRequest(ville="Lyon"), if_match=tag)
    expect(isinstance(changed.parsed, Prospect), changed)
    after = get_prospect.sync_detailed(name, client=client).parsed
    expect(after.to_dict() == {**before.parsed.to_dict(), "ville": "Lyon"}, after)


def export_workbook(client: Client) -> None:
    answer = export_prospects.sync_detailed(client=client, format_=ExportProspectsFormat.XLSX, recherche="audit")
    expect(isinstance(answer.parsed, File), answer.status_code)
    expect(answer.parsed.payload.read() == answer.content, "the file is not what was sent")
    answer.parsed.payload.seek(0)
    expect(zipfile.ZipFile(answer.parsed.payload).testzip() is None, "a damaged workbook")


change_one_field(Client(base_url=url, headers={"X-API-Key": os.environ["N8N_API_KEY"]}))
export_workbook(Client(base_url=url, headers={"Cookie": cookie}))
