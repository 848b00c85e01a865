using System.Security.Cryptography;
using System.Text;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>
/// The chat's image, built on each host as the chapter does (<c>docker build -t chat-app .</c>), from what was published
/// here once. What it is made of is the image's label, so that changed source or another base makes a new image, and nothing else does.
/// </summary>
/// <param name="SourceHash">Of every file that the image is made of.</param>
/// <param name="Context">The build context, a tar file.</param>
internal sealed record ChatImage(ImagesSpec Images, string SourceHash, string Context)
{
    private const string SourceLabel = "chatlab.source";
    private static readonly string[] Sources = ["ChatAspire.Web", "ChatAspire.ServiceDefaults", "ChatAspire.Lab/Images/ChatImage"];
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(10);

    /// <exception cref="UserErrorException">The source is not there.</exception>
    public static ChatImage Of(LabSpec spec)
    {
        var root = Repository.Root
            ?? throw new UserErrorException("The chat's source is not beside this program, so its image cannot be built.", "Run chatlab from the repository.");
        var hash = Hash(root);
        return new ChatImage(spec.Images, hash, Path.Combine(root, "artifacts", "chat-app", $"{hash}.tar"));
    }

    /// <summary>Of the image: what it is made of.</summary>
    public string Version => $"{SourceHash}+{Images.Dotnet}";

    /// <summary>On this machine.</summary>
    public Step Published => new()
    {
        Title = "The chat, published",
        Section = "3-6",
        Why = "Compiled once, here: the hosts need no SDK.",
        Probe = (_, _) => Task.FromResult(File.Exists(Context) ? Finding.Satisfied() : Finding.Missing("not yet from this source")),
        Apply =
        [
            HostCommand.Shell(
                """
                set -e
                work=$2.$$ # and nothing of another `up` that publishes, or of a build of the user's
                mkdir -p "$work"
                trap 'rm -rf "$work"' EXIT
                trap 'exit 143' HUP INT TERM
                dotnet publish "$1/ChatAspire.Web" -c Release -o "$work/image/app" --artifacts-path "$work/build" --nologo -v q -p:UseAppHost=false
                cp "$1/ChatAspire.Lab/Images/ChatImage/Dockerfile" "$work/image/"
                tar -C "$work/image" -cf "$work/image.tar" .
                mv "$work/image.tar" "$2"
                """,
                Repository.Root!, Context).WithTimeout(PublishTimeout),
        ],
    };

    /// <summary>On a host.</summary>
    public Step Built
    {
        get
        {
            var build = new HostCommand("docker", "build", "-q", "-t", Images.Chat,
                "--label", $"{SourceLabel}={Version}", "--build-arg", $"BASE={Images.Dotnet}", "-")
            { Input = CommandInput.File(Context) };
            return new Step
            {
                Title = $"Image {Images.Chat}",
                Section = "3-6",
                Why = "Built on the host, as in the chapter, on the runtime that is there already: a few megabytes cross the wire.",
                Probe = Step.Ask(
                    new HostCommand("docker", "image", "inspect", "-f", $"{{{{index .Config.Labels \"{SourceLabel}\"}}}}", Images.Chat),
                    result => !result.Succeeded ? Finding.Missing("the host has none")
                        : result.Output.Trim() == Version ? Finding.Satisfied()
                        : Finding.Drifted("its source or its base has changed since it was built", build)),
                Apply = [build],
            };
        }
    }

    private static string Hash(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Sources.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(root, "Directory.*.props"))
            .Select(file => Path.GetRelativePath(root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file}\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, file))));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
