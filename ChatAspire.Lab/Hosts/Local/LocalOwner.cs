using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// Whose a local lab is. All users of a machine share its Docker Engine, and lab.json gives them all the same name; but
/// keys and secrets are one user's. What was made before there was this label is anybody's.
/// </summary>
internal static class LocalOwner
{
    public const string Key = "chatlab.owner";

    private static readonly string Me = Environment.UserName;

    /// <summary><c>chatlab.owner=NAME</c>, as <c>docker --label</c> and <c>--filter label=</c> take it.</summary>
    public static string Label => $"{Key}={Me}";

    /// <returns>Whether it is somebody else's.</returns>
    public static bool IsOther(string? owner) => owner is { Length: > 0 } && owner != Me;

    public static string Refusal(LabSpec spec, string owner) => $"the lab \"{spec.Name}\" on this Docker Engine is {owner}'s, and you are {Me}";

    public static string Cure(string owner) => $"Give yours another $.name in lab.json; or go on as {owner}, whose `down` takes it away: `sudo -u {owner} …`";

    /// <summary>What stands against the use of something of that name; null where it is this lab's, and ours.</summary>
    /// <param name="what">"a network NAME".</param>
    /// <param name="label">A label's value; null or empty where it has none.</param>
    public static Finding? Against(LabSpec spec, string what, Func<string, string?> label) =>
        label(LabLabel.Key) != spec.Name
            ? Finding.Blocked($"{what} is there already, and not this lab's (label {LabLabel.Of(spec)})", "Remove it, or give the lab another $.name.")
        : label(Key) is { } owner && IsOther(owner) ? Finding.Blocked(Refusal(spec, owner), Cure(owner))
        : null;
}
