using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Walks;

/// <summary>The body of a chat message's POST.</summary>
internal sealed record ChatPost(string Id, string Author, string Text);

/// <summary>Serializes chat messages without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChatPost))]
internal sealed partial class ChatPostContext : JsonSerializerContext;
