"""Telegram's updates made into messages and refusals, over python-telegram-bot's types.

Shapes: https://core.telegram.org/bots/api#update. Only private chats are served: in a group, others read along.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import telegram

from channels.base import Attachment, InboundMessage, Parsed, Refused
from channels.text import storable

#: The kinds of updates to ask Telegram for. Posts of a channel need not come: joining one is told in my_chat_member.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
#: The key, in the dialog files, of the sentence that turns groups and channels away.
PRIVATE_ONLY = "private_only"

#: What the library raises on JSON that is not of the Bot API's shape.
_MALFORMED = (
    TypeError, KeyError, AttributeError, ValueError, IndexError, OverflowError, OSError, telegram.error.TelegramError,
)  # fmt: skip
_SERVED = frozenset({"update_id", "channel_post", *ALLOWED_UPDATES})
_PRESENT = (telegram.ChatMember.MEMBER, telegram.ChatMember.ADMINISTRATOR)
#: Fields of a message that neither carry what the citizen says nor tell that there was something.
_ENVELOPE = frozenset({
    "message_id", "message_thread_id", "from", "sender_chat", "sender_boost_count", "sender_business_bot",
    "sender_tag", "date", "chat", "edit_date", "via_bot", "author_signature", "is_from_offline", "is_automatic_forward",
    "has_protected_content", "is_topic_message", "is_paid_post", "business_connection_id", "reply_markup",
    "effect_id", "paid_star_count", "guest_bot_caller_user", "guest_bot_caller_chat",
})  # fmt: skip
#: Service messages, which Telegram sends by itself: nobody said anything.
_SERVICE = frozenset({
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "boost_added",
    "chat_background_set", "successful_payment", "refunded_payment", "proximity_alert_triggered",
    "connected_website", "users_shared", "chat_shared", "passport_data", "web_app_data", "video_chat_scheduled",
    "video_chat_started", "video_chat_ended", "video_chat_participants_invited", "giveaway_created", "giveaway",
    "giveaway_completed", "giveaway_winners", "gift", "unique_gift", "new_chat_title", "new_chat_photo",
    "delete_chat_photo", "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
})  # fmt: skip


def read(body: bytes) -> Parsed:
    """What one update says; raises Refused(400) when it is none. Kinds that we do not serve give an empty Parsed."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "not JSON") from None
    return parse(data)


def parse(data: Any) -> Parsed:
    """The same for an update that is JSON data already."""
    if not isinstance(data, dict) or type(data.get("update_id")) is not int:
        raise Refused(400, "not an update")
    served = {key: value for key, value in data.items() if key in _SERVED}  # a new kind must not spoil the known
    try:
        return _parse(telegram.Update.de_json(served), data)
    except _MALFORMED:
        raise Refused(400, "a malformed update") from None


def _parse(update: telegram.Update, data: dict[str, Any]) -> Parsed:
    provider_id = str(update.update_id)
    if update.message:
        return _message(update.message, provider_id, data["message"])
    if update.edited_message:
        return _message(update.edited_message, provider_id, data["edited_message"], edited=True)
    if update.callback_query:
        return _pressed(update.callback_query, provider_id)
    if update.my_chat_member and update.my_chat_member.new_chat_member.status in _PRESENT:
        return _refusal(update.my_chat_member.chat)
    if update.channel_post:
        return _refusal(update.channel_post.chat)
    return Parsed()


def _refusal(chat: telegram.Chat) -> Parsed:
    return Parsed() if chat.type == telegram.Chat.PRIVATE else Parsed(refusals=((_address(chat.id), PRIVATE_ONLY),))


def _message(message: telegram.Message, provider_id: str, data: dict[str, Any], *, edited: bool = False) -> Parsed:
    if message.chat.type != telegram.Chat.PRIVATE:
        return _refusal(message.chat)
    content = data.keys() - _ENVELOPE
    if not content or content & _SERVICE:
        return Parsed()
    location = message.venue.location if message.venue else message.location
    inbound = InboundMessage(
        channel="telegram",
        address=_address(message.chat.id),
        provider_id=provider_id,
        text=storable(_text(message)),
        sent_at=_moment(message.date),
        attachments=_attachments(message),
        latitude=_degrees(location.latitude, 90) if location else None,
        longitude=_degrees(location.longitude, 180) if location else None,
        edits=str(message.message_id) if edited else None,
        language_hint=_language(message.from_user),
    )
    return Parsed(messages=(_checked(inbound),))


def _address(chat_id: object) -> str:
    if type(chat_id) is not int:
        raise ValueError("no chat id")
    return str(chat_id)


def _moment(date: datetime) -> datetime:
    """The time of a message, which must exist in every timezone."""
    if not datetime.min.year < date.year < datetime.max.year:
        raise ValueError("no time of a message")
    return date


def _degrees(value: float, most: int) -> float:
    if not -most <= value <= most:
        raise ValueError("no degrees")
    return float(value)


def _checked(message: InboundMessage) -> InboundMessage:
    """`message`, or ValueError: the library believes the JSON's types, a database would not."""
    words = [message.text, message.choice or "", message.language_hint or ""]
    for file in message.attachments:
        words += [file.reference, file.content_type, file.name]
        if file.bytes is not None and type(file.bytes) is not int:
            raise ValueError("no size")
    "".join(words).encode()  # TypeError for what is no text, ValueError for what cannot be stored
    return message


def _text(message: telegram.Message) -> str:
    """The citizen's words, or those that come with what they shared."""
    if message.venue:
        return ", ".join(filter(None, (message.venue.title, message.venue.address)))
    if message.contact:
        return _contact(message.contact, message.from_user)
    if message.sticker:
        return message.sticker.emoji or ""
    if message.dice:
        return message.dice.emoji
    return message.text or message.caption or ""


def _contact(contact: telegram.Contact, sender: telegram.User | None) -> str:
    """A shared contact in words. The citizen's own is dropped: the line promises not to know it."""
    if sender and contact.user_id == sender.id:
        return ""
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return ", ".join(filter(None, (name, contact.phone_number)))


def _attachments(message: telegram.Message) -> tuple[Attachment, ...]:
    if message.photo:  # the same picture in several sizes
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (Attachment(largest.file_id, "image/jpeg", largest.file_size),)
    if message.video_note:
        return (Attachment(message.video_note.file_id, "video/mp4", message.video_note.file_size),)
    file = message.animation or message.document or message.video or message.audio or message.voice
    if file is None:
        return ()
    name = storable(getattr(file, "file_name", None) or "")
    return (Attachment(file.file_id, file.mime_type or "", file.file_size, name),)


def _pressed(query: telegram.CallbackQuery, provider_id: str) -> Parsed:
    """A pressed button. The answer to it, which ends the button's spinning, is the webhook's own answer.

    https://core.telegram.org/bots/api#making-requests-when-getting-updates
    """
    chat = query.message.chat if query.message else None
    reply = json.dumps({"method": "answerCallbackQuery", "callback_query_id": query.id}).encode()
    if chat and chat.type != telegram.Chat.PRIVATE:
        return _refusal(chat)
    if not query.data:
        return Parsed(reply=reply, content_type="application/json")
    inbound = InboundMessage(
        channel="telegram",
        address=_address(chat.id if chat else query.from_user.id),
        provider_id=provider_id,
        text=storable(_label(query)),
        choice=storable(query.data),
        language_hint=_language(query.from_user),
    )
    return Parsed(messages=(_checked(inbound),), reply=reply, content_type="application/json")


def _label(query: telegram.CallbackQuery) -> str:
    """What stood on the button; its value when the message is too old for Telegram to repeat it."""
    message = query.message
    rows = (
        message.reply_markup.inline_keyboard if isinstance(message, telegram.Message) and message.reply_markup else ()
    )
    labels = (button.text for row in rows for button in row if button.callback_data == query.data)
    return next(labels, query.data or "")


def _language(user: telegram.User | None) -> str | None:
    """The primary language of the citizen's app: "pt" of "pt-br"."""
    code = user.language_code if user else None
    return code.partition("-")[0].lower() if code else None
