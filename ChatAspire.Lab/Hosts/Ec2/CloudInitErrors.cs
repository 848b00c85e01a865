using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Judges the errors that cloud-init reports: a host without a locale works, one without Docker does not.</summary>
internal static partial class CloudInitErrors
{
    /// <summary>The modules that the user data of a host uses, by cloud-init's names without their separators.</summary>
    private static readonly HashSet<string> Needed = new(StringComparer.Ordinal)
    {
        "bootcmd", "disableroot", "packageupdateupgradeinstall", "runcmd", "scriptsuser", "setpasswords", "ssh", "updatehostname",
        "sethostname", "usersgroups", "writefiles",
    };

    /// <summary>Returns the errors that keep a host from working. One whose module is not named counts.</summary>
    public static IReadOnlyList<string> ThatMatter(IEnumerable<string> errors) => [.. errors.Where(Matters)];

    // ('package_update_upgrade_install', ProcessExecutionError("Unexpected error while running command. …"))
    // ('locale', RuntimeError(…))
    private static bool Matters(string error) =>
        Module().Match(error) is not { Success: true } module || Needed.Contains(Separators().Replace(module.Groups["name"].Value, ""));

    [GeneratedRegex(@"^\(\s*['""](?<name>[\w-]+)['""]\s*,")]
    private static partial Regex Module();

    [GeneratedRegex("[_-]")]
    private static partial Regex Separators();
}
