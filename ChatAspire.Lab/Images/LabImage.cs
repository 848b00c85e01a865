using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Images;

/// <summary>An image that hosts need, and that comes from elsewhere.</summary>
/// <param name="Reference">The name in lab.json and on the hosts' engines.</param>
/// <param name="Role">The key in <c>$.images</c> of lab.json, by which <c>eng/lab-images</c> knows its substitute.</param>
public sealed record LabImage(string Reference, string Role)
{
    /// <summary>The images for which eng/lab-images makes substitutes. An image of the user's own choice is never replaced.</summary>
    private static readonly string[] Replaceable = ["redis", "alpine", "mcr.microsoft.com/dotnet/aspnet",
        "mcr.microsoft.com/dotnet/aspire-dashboard"];

    /// <summary>True if eng/lab-images makes a substitute.</summary>
    public bool HasSubstitute => Replaceable.Contains(Reference.Split(':')[0]);

    /// <summary>
    /// The substitute's name, so that no other name on this machine's engine is used; the image's own name without a
    /// substitute.
    /// </summary>
    public string Substitute => HasSubstitute ? $"chataspire/{Role}" : Reference;

    /// <summary>The next thing to try when the image cannot be obtained.</summary>
    public string Hint =>
        $"Check the name ($.images.{Role} in lab.json), and that its registry is reachable. An image of this name on this machine's "
            + "engine is used as it is.";

    /// <summary>The images that each host needs for its containers.</summary>
    public static IReadOnlyList<HostImages> Needed(LabSpec spec, IReadOnlyList<HostSpec> hosts) =>
        [.. hosts.Select(host => new HostImages(host, [.. On(spec, host.Name).Distinct()]))];

    private static IEnumerable<LabImage> On(LabSpec spec, string host)
    {
        yield return new LabImage(spec.Images.Test, "test");
        if (spec.Chat.Any(chat => chat.Host == host))
        {
            yield return new LabImage(spec.Images.Dotnet, "dotnet");
        }

        if (spec.Redis.Host == host)
        {
            yield return new LabImage(spec.Images.Redis, "redis");
        }

        if (spec.Dashboard.Host == host)
        {
            yield return new LabImage(spec.Images.Dashboard, "dashboard");
        }
    }
}
