using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Lab.Spec;

/// <summary>
/// The content of <c>lab.json</c>, the single source of names, addresses and images. Its JSON schema is generated from the attributes.
/// </summary>
[Description("A ChatAspire lab: Docker hosts joined by a VXLAN overlay, and the chat that runs across them.")]
public sealed record LabSpec(
    [property: Description("The lab's name. Everything created for the lab carries it as a label."),
        RegularExpression(NameRules.ObjectPattern)]
    string Name,
    OverlaySpec Overlay,
    [property: Description("The Docker hosts."), Range(LabSpecRules.MinHosts, LabSpecRules.MaxHosts)]
    IReadOnlyList<HostSpec> Hosts,
    RedisSpec Redis,
    [property: Description("The chat nodes."), Range(1, int.MaxValue)]
    IReadOnlyList<ChatSpec> Chat,
    DashboardSpec Dashboard,
    ImagesSpec Images,
    [property: JsonPropertyName("$schema"), Description("The JSON schema of this file, which editors use to complete and check it.")]
    string? Schema = null)
{
    /// <summary>Reads and validates a lab file.</summary>
    /// <param name="path">A JSON file; comments and trailing commas are allowed.</param>
    /// <exception cref="LabSpecException">
    /// The file is missing, is not JSON, or is invalid; the message names the JSON path of each error.
    /// </exception>
    public static LabSpec Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var spec = JsonSerializer.Deserialize(file, LabSpecJson.TypeInfo)
                ?? throw new LabSpecException($"{path}: $: expected an object, found null.");
            var errors = LabSpecRules.Errors(spec);
            return errors.Count == 0
                ? spec
                : throw new LabSpecException(string.Join('\n', errors.Select(error => $"{path}: {error}")));
        }
        catch (JsonException e)
        {
            throw new LabSpecException($"{path}: {LabSpecJson.Explain(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabSpecException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Returns the loopback address that replaces a lab address when the chat runs on one machine without containers. The last three octets
    /// stay the same: 127.18.0.11 for 172.18.0.11.
    /// </summary>
    public static IPAddress OnLoopback(string address)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        bytes[0] = 127;
        return new IPAddress(bytes);
    }
}
