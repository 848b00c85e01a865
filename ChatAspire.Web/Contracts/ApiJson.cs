using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Web.Contracts;

/// <summary>Source-generated JSON metadata of the chat's requests, responses, events and stored messages.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PostedMessage))]
[JsonSerializable(typeof(PostedTyping))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(StoredMessage))]
[JsonSerializable(typeof(RoomList))]
[JsonSerializable(typeof(NodeInfo))]
[JsonSerializable(typeof(HelloEvent))]
[JsonSerializable(typeof(EpochEvent))]
[JsonSerializable(typeof(GapEvent))]
[JsonSerializable(typeof(HereEvent))]
[JsonSerializable(typeof(TypingEvent))]
[JsonSerializable(typeof(RedisEvent))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Escapes only what JSON requires, so that non-Latin text stays readable in a packet capture.</summary>
    public static ApiJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
