using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// The images of hosts, built before a test reads the state of this machine: they are a cache, which <c>down</c> keeps.
/// </summary>
internal static class HostImages
{
    /// <param name="hostBase">The image's base: <c>debian:trixie-slim</c>; null for that of lab.json.</param>
    /// <returns>The image's name.</returns>
    public static async Task<string> MakeAsync(string? hostBase = null)
    {
        var images = LabSpec.Load(Path.Combine(AppContext.BaseDirectory, "lab.json")).Images;
        var image = new HostImage(hostBase is null ? images : images with { Host = hostBase });
        var engine = new StepEngine(_ => { });
        engine.Add(LabHome.Machine);
        var steps = new HostSteps(LabHome.Machine.Name, LabHome.Machine.Name, image.Steps());
        await engine.ApplyAsync(new Phase("host image", [steps]), TestContext.Current.CancellationToken);
        return image.Name;
    }
}
