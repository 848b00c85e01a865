namespace ChatAspire.Provisioner.Output;

/// <summary>The format of a walk's output.</summary>
/// <param name="IsJson">True to print JSON instead of text.</param>
/// <param name="All">True to show every packet in full, even if it repeats the path of another.</param>
/// <param name="IsLive">True to print each packet when it is reported; as JSON, one per line.</param>
/// <param name="IsList">True if the command makes several walks; as JSON, one document then lists all of them.</param>
internal sealed record WalkFormat(bool IsJson, bool All, bool IsLive, bool IsList);
