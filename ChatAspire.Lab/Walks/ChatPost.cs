using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Walks;

/// <summary>The JSON body of the request that posts a chat message.</summary>
internal sealed record ChatPost(string Id, string Author, string Text);

/// <summary>The source-generated serializer of <see cref="ChatPost"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChatPost))]
internal sealed partial class ChatPostContext : JsonSerializerContext;
