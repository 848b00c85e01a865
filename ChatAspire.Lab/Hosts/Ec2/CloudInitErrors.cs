using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Separates the errors of cloud-init that make a host unusable, such as a failed package installation, from harmless ones, such as a
/// missing locale.
/// </summary>
internal static partial class CloudInitErrors
{
    /// <summary>The cloud-init modules that a host depends on; their names here omit <c>_</c> and <c>-</c>.</summary>
    private static readonly HashSet<string> Needed = new(StringComparer.Ordinal)
    {
        "bootcmd", "disableroot", "packageupdateupgradeinstall", "runcmd", "scriptsuser", "setpasswords", "ssh", "updatehostname",
        "sethostname", "usersgroups", "writefiles",
    };

    /// <summary>Returns the errors that make a host unusable, including every error that does not begin with a module's name.</summary>
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
