using System.Text;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>
/// What this user keeps of a lab: keys, secrets, the lock. A cache and never the truth: what stands is found by label
/// or tag. Only the user can read it.
/// </summary>
public sealed class LabDirectory
{
    /// <summary>Sets another parent directory, for tests and for homes that cannot be written.</summary>
    public const string HomeVariable = "CHATLAB_HOME";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _home;

    /// <summary>The lab's directory below the user's local data; made when first written to.</summary>
    /// <param name="hosts">The kind of its hosts: labs of the same name on this machine and in a cloud are two.</param>
    public LabDirectory(LabSpec spec, string hosts)
    {
        _home = Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } set
            ? set
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "chatlab");
        Path = System.IO.Path.Combine(_home, hosts, spec.Name);
    }

    /// <summary>Absolute; may not exist yet.</summary>
    public string Path { get; }

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="UserErrorException">There is one, and it cannot be read.</exception>
    public string? Read(string name) => Use(() =>
    {
        try
        {
            return System.IO.File.ReadAllText(File(name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    /// <summary>Writes a file in one piece, mode 0600. What a power cut finds is the old one or the new one.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public void Write(string name, string text) => Use(() =>
    {
        Ensure();
        var part = File($"{name}.{Environment.ProcessId}.part");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(part, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(part, File(name), overwrite: true);
        return true;
    });

    /// <summary>Takes all of it away, but not the lock, which its holder may still hold.</summary>
    /// <exception cref="UserErrorException">Something cannot be taken away.</exception>
    public void Clear() => Use(() =>
    {
        if (Directory.Exists(Path))
        {
            foreach (var file in Directory.EnumerateFiles(Path).Where(file => System.IO.Path.GetFileName(file) != LabLock.FileName))
            {
                System.IO.File.Delete(file);
            }
        }

        return true;
    });

    /// <summary>Deletes a file; one that cannot be deleted is left.</summary>
    internal void TryDelete(string name)
    {
        try
        {
            System.IO.File.Delete(File(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Opens a file for this process alone, creates it and the directory if missing, and deletes it when closed.</summary>
    /// <exception cref="UserErrorException">Another process has it open: <see cref="Exception.InnerException"/> is a sharing violation; or it cannot be opened.</exception>
    internal FileStream OpenAlone(string name) => Use(() =>
    {
        Ensure();
        return new FileStream(File(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
    });

    private void Ensure()
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

    private T Use<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unusable(e, $"Is it another user's, from a run with `sudo`? `sudo chown -R {Environment.UserName} {_home}`");
        }
        catch (IOException e)
        {
            throw Unusable(e, "Free space on its disk, or take away what is in its place");
        }
    }

    private UserErrorException Unusable(Exception e, string cure) => new(
        $"What is kept of this lab, in {Path}, cannot be used: {e.Message}", $"{cure}; or keep it elsewhere: {HomeVariable}=DIRECTORY in the environment.", e);
}
