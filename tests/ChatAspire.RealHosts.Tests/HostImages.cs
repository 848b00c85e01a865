using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// The images of hosts, built before a test reads the state of this machine: they are a cache, which <c>down</c> keeps.
/// </summary>
internal static class HostImages
{
    /// <param name="hostBase">The image's base: <c>debian:trixie-slim</c>.</param>
    public static async Task MakeAsync(string hostBase)
    {
        var images = LabSpec.Load(Path.Combine(AppContext.BaseDirectory, "lab.json")).Images with { Host = hostBase };
        var engine = new StepEngine(_ => { });
        engine.Add(LabHome.Machine);
        var steps = new HostSteps(LabHome.Machine.Name, LabHome.Machine.Name, new HostImage(images).Steps());
        await engine.ApplyAsync(new Phase("host image", [steps]), TestContext.Current.CancellationToken);
    }
}
