namespace ChatAspire.Provisioner.Lab;

/// <summary>
/// What this user keeps of a lab: keys, secrets, the lock. A cache and never the truth: what stands is found by label
/// or tag. Only the user can read it.
/// </summary>
public sealed class LabDirectory
{
    /// <summary>Sets another parent directory, for tests and for homes that cannot be written.</summary>
    public const string HomeVariable = "CHATLAB_HOME";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The lab's directory below the user's local data; made when first written to.</summary>
    /// <param name="hosts">The kind of its hosts: labs of the same name on this machine and in a cloud are two.</param>
    public LabDirectory(LabSpec spec, string hosts)
    {
        var home = Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } set
            ? set
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "chatlab");
        Path = System.IO.Path.Combine(home, hosts, spec.Name);
    }

    /// <summary>Absolute; may not exist yet.</summary>
    public string Path { get; }

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <returns>Null where there is no such file.</returns>
    public string? Read(string name) => System.IO.File.Exists(File(name)) ? System.IO.File.ReadAllText(File(name)) : null;

    /// <summary>Writes a file in one piece, mode 0600.</summary>
    public void Write(string name, string text)
    {
        Ensure();
        var part = File($"{name}.{Environment.ProcessId}.part");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var writer = new StreamWriter(part, options))
        {
            writer.Write(text);
        }

        System.IO.File.Move(part, File(name), overwrite: true);
    }

    /// <summary>Takes all of it away, but not the lock, which its holder may still hold.</summary>
    public void Clear()
    {
        if (!Directory.Exists(Path))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(Path).Where(file => System.IO.Path.GetFileName(file) != LabLock.FileName))
        {
            System.IO.File.Delete(file);
        }
    }

    internal void Ensure()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
        }
        else
        {
            Directory.CreateDirectory(Path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
