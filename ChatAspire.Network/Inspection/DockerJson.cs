using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>
/// JSON readers for Docker's output, generated at build time. Names are case-sensitive, because Docker uses both "Id" and "ID".
/// </summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<DockerContainer>))]
[JsonSerializable(typeof(IReadOnlyList<DockerNetwork>))]
internal sealed partial class DockerJson : JsonSerializerContext;
