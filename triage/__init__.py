"""The call handlers' side: console and JSON API, thin over the verbs of `intake_store.desk.desk`.

The app factory wires both, with the same desk and accounts:

    desk = intake_store.desk.desk.Desk(database, vault, evidence, bus)
    accounts = intake_store.staff.accounts.Accounts(database)
    app.register_blueprint(triage.api.blueprint(desk, accounts, clock))                  # /api/v1
    app.register_blueprint(triage.console.blueprint(desk, accounts, bus, display, clock))   # /triage

`display` is a `triage.console.pages.display.Display(agency, timezone, secure)`: `secure` is True when the public URL
is https, for the cookies. `clock` returns the time, aware, in UTC. Both carry their own error pages, which answer for
their paths alone (`triage.errors`), and their own size limits. `intake_store.staff.first_login` makes the first login.
"""
