using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>Readers for Docker's JSON, generated at build time. Names are Docker's own: "Id" and "ID" are two of them.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<DockerContainer>))]
[JsonSerializable(typeof(IReadOnlyList<DockerNetwork>))]
internal sealed partial class DockerJson : JsonSerializerContext;
