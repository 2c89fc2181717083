"""The addresses of the seller's portal; whose case it is stands in none of them."""

from django.urls import path

from returns.portal.case_page import CasePage
from returns.portal.choosing import Choose
from returns.portal.deeds import Contest, Evidence, Handle, Invite, Label, Propose, Receive, Remind, Resolve
from returns.portal.exporting import Export
from returns.portal.files import Picture
from returns.portal.home import Home
from returns.portal.inspecting_page import Inspection
from returns.portal.joining import Join
from returns.portal.members import MemberPage, Members, Revoke
from returns.portal.preferences import Preferences
from returns.portal.scanning import Scan

app_name = "portal"

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("scan/", Scan.as_view(), name="scan"),
    path("export.csv", Export.as_view(), name="export"),
    path("choose/", Choose.as_view(), name="choose"),
    path("case/<str:reference>/", CasePage.as_view(), name="case"),
    path("case/<str:reference>/invite/", Invite.as_view(), name="invite"),
    path("case/<str:reference>/label/", Label.as_view(), name="label"),
    path("case/<str:reference>/receive/", Receive.as_view(), name="receive"),
    path("case/<str:reference>/reminder/", Remind.as_view(), name="remind"),
    path("case/<str:reference>/inspection/", Inspection.as_view(), name="inspection"),
    path("case/<str:reference>/proposal/", Propose.as_view(), name="propose"),
    path("case/<str:reference>/resolution/", Resolve.as_view(), name="resolve"),
    path("case/<str:reference>/objection/", Contest.as_view(), name="contest"),
    path("case/<str:reference>/evidence/", Evidence.as_view(), name="evidence"),
    path("case/<str:reference>/handler/", Handle.as_view(), name="handle"),
    path("file/<uuid:public_id>/<str:size>/", Picture.as_view(), name="file"),
    path("members/", Members.as_view(), name="members"),
    path("members/<int:member>/", MemberPage.as_view(), name="member"),
    path("members/invitations/<int:invitation>/revoke/", Revoke.as_view(), name="revoke"),
    path("notifications/", Preferences.as_view(), name="preferences"),
    path("join/<str:token>/", Join.as_view(), name="join"),
]
