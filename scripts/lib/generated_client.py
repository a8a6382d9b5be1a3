"""Calls a running service with the Python client of openapi-generator. Arguments: URL and session cookie (`name=value`).

The key of n8n is in the environment. A difference between the document and the service ends the program.
"""

import io
import os
import sys
import time
import zipfile

import admissions_generator as generated

url, cookie = sys.argv[1:]


def expect(holds: bool, what: object) -> None:
    if not holds:
        sys.exit(f"unexpected: {what}")


def client(scheme: str, credential: str) -> generated.ApiClient:
    made = generated.ApiClient(generated.Configuration(host=url, api_key={scheme: credential}))
    # A request with a cookie that changes something must come from the origin of the service.
    made.set_default_header("Origin", url)
    return made


def add_and_change_one_field(prospects: generated.ProspectsApi) -> str:
    asked = generated.NewProspectRequest(
        nom="Generateur", emails=["python@generateur.example"], formationSouhaitee="CAP_BJ", ville="Metz", resumeIa="Un CAP."
    )
    name = prospects.add_prospect(asked).id_prospect
    before = prospects.get_prospect_with_http_info(name)
    change = generated.ChangeProspectRequest(ville="Lyon")
    changed = prospects.change_prospect(name, before.headers["etag"], change)
    expected = before.data.model_copy(update={"ville": "Lyon"})
    expect(changed == expected and prospects.get_prospect(name) == expected, changed)
    return name


def convert(actions: generated.ActionsApi, prospects: generated.ProspectsApi, name: str) -> None:
    asked = generated.ConvertProspectRequest(idProspect=name, formationRetenue="CAP_BJ")
    action = actions.convert_prospect(asked, idempotency_key=f"audit-{name}")
    deadline = time.monotonic() + 30
    while action.statut_action == generated.StatutAction.EN_COURS and time.monotonic() < deadline:
        time.sleep(0.1)
        action = actions.get_action(action.id_conversion)
    expect(action.statut_action == generated.StatutAction.TERMINEE, action)
    expect(prospects.get_prospect(name).candidat is not None, "a converted prospect without its candidate")


def export_workbook(prospects: generated.ProspectsApi) -> None:
    answer = prospects.export_prospects_with_http_info("xlsx", recherche="generateur")
    expect(answer.data == answer.raw_data, "the file is not what was sent")
    expect(zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None, "a damaged workbook")


added = add_and_change_one_field(generated.ProspectsApi(client("cleApi", os.environ["N8N_API_KEY"])))
admin = client("session", cookie.split("=", 1)[1])
export_workbook(generated.ProspectsApi(admin))
convert(generated.ActionsApi(admin), generated.ProspectsApi(admin), added)
