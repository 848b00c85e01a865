using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>What only the lab's own parts may know. Never in an argument, an environment variable or a log: in files of mode 0400 on the hosts.</summary>
/// <param name="RedisPassword">Of Redis's default user.</param>
/// <param name="DashboardToken">Logs a browser in: <c>/login?t=…</c>.</param>
/// <param name="OtlpKey">What telemetry is sent with, header <c>x-otlp-api-key</c>.</param>
/// <param name="ApiKey">What the dashboard's telemetry is read with, header <c>x-api-key</c>.</param>
public sealed record LabSecrets(string RedisPassword, string DashboardToken, string OtlpKey, string ApiKey)
{
    private const string FileName = "secrets.json";

    /// <summary>New ones, 128 bits each.</summary>
    public static LabSecrets Create() => new(Make(), Make(), Make(), Make());

    /// <summary>The lab's; new ones where none are kept. Writes nothing: <see cref="Save"/> does.</summary>
    /// <exception cref="UserErrorException">They are kept, and cannot be read.</exception>
    public static LabSecrets Load(LabDirectory directory) =>
        directory.Read(FileName) is not { } kept ? Create()
        : Parse(kept) ?? throw new UserErrorException($"{directory.File(FileName)} is damaged.", "`up` makes new secrets and gives them to the lab, which keeps its data.");

    /// <summary>As <see cref="Load"/>; new ones also in place of damaged ones, as a power cut leaves them: for who gives them to the lab.</summary>
    public static LabSecrets LoadOrReplace(LabDirectory directory) =>
        directory.Read(FileName) is { } kept && Parse(kept) is { } secrets ? secrets : Create();

    /// <summary>Keeps them for the next command.</summary>
    /// <returns>Whether none were kept before: this lab begins.</returns>
    public bool Save(LabDirectory directory)
    {
        var (before, now) = (directory.Read(FileName), JsonSerializer.Serialize(this, LabSecretsJson.Default.LabSecrets));
        if (before != now)
        {
            directory.Write(FileName, now);
        }

        return before is null;
    }

    /// <summary>Names nothing secret, so that a record in a log gives nothing away.</summary>
    public override string ToString() => nameof(LabSecrets);

    private static LabSecrets? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, LabSecretsJson.Default.LabSecrets);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Make() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}

/// <summary>The JSON of the kept file: all secrets must be present.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LabSecrets))]
internal sealed partial class LabSecretsJson : JsonSerializerContext;
