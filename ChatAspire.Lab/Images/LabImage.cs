using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Images;

/// <summary>An image that hosts need and do not build themselves.</summary>
/// <param name="Reference">The image's name in lab.json and on the hosts' engines: <c>redis:8</c>.</param>
/// <param name="Role">The image's key in <c>$.images</c> of lab.json, which is also the argument of <c>eng/lab-images</c>.</param>
public sealed record LabImage(string Reference, string Role)
{
    /// <summary>
    /// The repositories of images for which eng/lab-images builds substitutes. Any other image in lab.json is the user's own choice and
    /// is never replaced.
    /// </summary>
    private static readonly string[] Replaceable = ["redis", "alpine", "mcr.microsoft.com/dotnet/aspnet",
        "mcr.microsoft.com/dotnet/aspire-dashboard"];

    /// <summary>True if eng/lab-images can build a substitute for the image.</summary>
    public bool HasSubstitute => Replaceable.Contains(Reference.Split(':')[0]);

    /// <summary>
    /// The substitute's name, <c>chataspire/ROLE</c>, which does not collide with an image of the user; <see cref="Reference"/> if there
    /// is no substitute.
    /// </summary>
    public string Substitute => HasSubstitute ? $"chataspire/{Role}" : Reference;

    /// <summary>The hint shown when the image cannot be obtained.</summary>
    public string Hint =>
        $"Check the name ($.images.{Role} in lab.json), and that its registry is reachable. An image of this name on this machine's "
            + "engine is used as it is.";

    /// <summary>Returns, for each host, the images that its containers need, without duplicates.</summary>
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
