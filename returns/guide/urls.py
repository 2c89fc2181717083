"""The addresses of the guide; no token, IMEI or code stands in any but the link itself."""

from django.urls import path

from returns.guide.after import Cancel, Contest, LateProof, OtherLinks, VerdictPage, help_page
from returns.guide.data import Data, Erase, Export
from returns.guide.entry import FindReturn, expired, leave, open_link, sent
from returns.guide.files import Picture
from returns.guide.home import Home
from returns.guide.imei import ImeiPage
from returns.guide.messages import Messages
from returns.guide.photos import Photo
from returns.guide.questions import Answers, Question
from returns.guide.shipping_page import ShippingPage
from returns.guide.slip import SlipDocument, SlipPage
from returns.guide.step_page import StepPage

app_name = "guide"

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("open/<str:token>/", open_link, name="open"),
    path("expired/", expired, name="expired"),
    path("find/", FindReturn.as_view(), name="find"),
    path("sent/", sent, name="sent"),
    path("leave/", leave, name="leave"),
    path("question/<str:fact>/", Question.as_view(), name="question"),
    path("answers/", Answers.as_view(), name="answers"),
    path("verdict/", VerdictPage.as_view(), name="verdict"),
    path("photo/<str:item>/", Photo.as_view(), name="photo"),
    path("file/<uuid:public_id>/<str:size>/", Picture.as_view(), name="file"),
    path("step/<str:code>/", StepPage.as_view(), name="step"),
    path("imei/", ImeiPage.as_view(), name="imei"),
    path("slip/", SlipPage.as_view(), name="slip"),
    path("slip/pdf/", SlipDocument.as_view(), name="slip_pdf"),
    path("shipping/", ShippingPage.as_view(), name="shipping"),
    path("proof/", LateProof.as_view(), name="proof"),
    path("contest/", Contest.as_view(), name="contest"),
    path("cancel/", Cancel.as_view(), name="cancel"),
    path("messages/", Messages.as_view(), name="messages"),
    path("help/", help_page, name="help"),
    path("data/", Data.as_view(), name="data"),
    path("data/export/", Export.as_view(), name="export"),
    path("data/erase/", Erase.as_view(), name="erase"),
    path("data/links/", OtherLinks.as_view(), name="other_links"),
]
