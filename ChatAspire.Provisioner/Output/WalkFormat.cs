namespace ChatAspire.Provisioner.Output;

/// <summary>The format of a walk's output.</summary>
/// <param name="IsJson">JSON instead of text.</param>
/// <param name="All">Shows every packet in full.</param>
/// <param name="IsLive">Packets are written as they are reported; as JSON, one per line.</param>
/// <param name="IsList">The command makes several walks; as JSON, one document lists all of them.</param>
internal sealed record WalkFormat(bool IsJson, bool All, bool IsLive, bool IsList);
