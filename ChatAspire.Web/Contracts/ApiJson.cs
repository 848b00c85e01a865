using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Web.Contracts;

/// <summary>The chat's JSON, made at compile time.</summary>
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
    /// <summary>Leaves every script as it is: a packet capture shows the words, and the page shows text as text.</summary>
    public static ApiJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
