namespace Aspire.Hosting.ApplicationModel;

/// <summary>This machine: the containers and published ports of its Docker Engine.</summary>
public sealed class MachineResource(string name) : Resource(name);
