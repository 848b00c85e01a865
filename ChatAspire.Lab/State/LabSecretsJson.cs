using System.Text.Json.Serialization;

namespace ChatAspire.Lab.State;

/// <summary>The source-generated serializer of the secrets file.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LabSecrets))]
internal sealed partial class LabSecretsJson : JsonSerializerContext;
