using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Spec;

/// <summary>The source-generated serializer of lab files.</summary>
[JsonSerializable(typeof(LabSpec))]
internal sealed partial class LabSpecContext : JsonSerializerContext;
