namespace Aspire.Hosting.ApplicationModel;

/// <summary>The machine that runs the AppHost, with the containers and published ports of its Docker Engine.</summary>
public sealed class MachineResource(string name) : Resource(name);
