"""Who an Instagram or Threads account is, whether it may publish, until when its token lives, and what is left of its day."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from connectors._social_errors import Step
from connectors.contract import Budget, ConnectorError, Health
from connectors.meta_steps import TwoSteps
from language.say import t


def health_of(steps: TwoSteps, scopes: Sequence[str], version_ends: Mapping[str, datetime] | None = None) -> Health:
    """The answer of `check`; a wrong token is an answer, not an error. `version_ends` for a service with Graph's versions."""
    try:
        account = steps.ours()
        used, total = steps.spent()
        _, response = steps.graph.call(Step.LOOK, lambda graph: graph.get_object(steps.account, fields="id"))
    except ConnectorError as error:
        return Health(ok=False, account="", may_publish=False, problems=(str(error),))
    ends, lacking = steps.graph.token_facts(scopes)
    problems = [t("Token tidak memiliki hak {scope}; buat token dengan hak itu.", scope=scope) for scope in lacking]
    served, wanted = response.headers.get("facebook-api-version", ""), steps.graph.version
    if version_ends is not None and served and served != wanted:
        problems.append(
            t("Meta sudah mengakhiri versi {wanted} dan menjawab dengan {served}; perbarui tayang.", wanted=wanted, served=served)
        )
    budget, good = Budget(used, total, t("kiriman 24 jam terakhir")), not problems
    return Health(good, f"@{account}", good, tuple(problems), ends, (version_ends or {}).get(served), t("gratis"), budget)
