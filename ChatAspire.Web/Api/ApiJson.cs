using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Web.Api;

/// <summary>What a client posts.</summary>
internal sealed record PostedMessage(string? Id, string? Author, string? Text);

/// <summary>Who types.</summary>
internal sealed record PostedTyping(string? Author);

/// <summary>Where a posted message stands.</summary>
internal sealed record Receipt(string Room, string Id, string Epoch, long Seq);

/// <summary>A message as it is stored. What the node itself reads of it comes first: <see cref="StoredStamp"/>.</summary>
internal sealed record StoredMessage(string Traceparent, string At, string Id, string Author, string Text, string Node);

/// <summary>A name in a room, and the node it is connected to.</summary>
internal sealed record Present(string Name, string Node);

/// <summary>A room, the number of its newest message, and who is in it.</summary>
internal sealed record RoomState(string Room, long Last, Present[] Here);

/// <summary>All rooms.</summary>
internal sealed record RoomList(RoomState[] Rooms);

/// <summary>Which node answers.</summary>
internal sealed record NodeInfo(string Name, string Address, string? Dashboard);

/// <summary>The first event of every stream.</summary>
internal sealed record Hello(string Node, string Address, string? Epoch, long Last, string Redis);

/// <summary>The log was lost: forget what you have, what follows is the new epoch from its start.</summary>
internal sealed record EpochEvent(string Epoch, string Was);

/// <summary>Numbers that were trimmed before the reader came to them.</summary>
internal sealed record GapEvent(long From, long To);

/// <summary>Who is in the room.</summary>
internal sealed record HereEvent(Present[] Here);

/// <summary>Someone types.</summary>
internal sealed record TypingEvent(string Name);

/// <summary>Redis went away or came back.</summary>
internal sealed record RedisEvent(string State);

/// <summary>The chat's JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PostedMessage))]
[JsonSerializable(typeof(PostedTyping))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(StoredMessage))]
[JsonSerializable(typeof(RoomList))]
[JsonSerializable(typeof(NodeInfo))]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(EpochEvent))]
[JsonSerializable(typeof(GapEvent))]
[JsonSerializable(typeof(HereEvent))]
[JsonSerializable(typeof(TypingEvent))]
[JsonSerializable(typeof(RedisEvent))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Leaves every script as it is: a packet capture shows the words, and the page shows text as text.</summary>
    public static ApiJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
