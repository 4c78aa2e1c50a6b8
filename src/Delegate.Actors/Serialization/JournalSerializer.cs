using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using Delegate.Actors.Dag;

namespace Delegate.Actors.Serialization;

/// <summary>
/// The journal's one serializer: JSON under a frozen name. Readable with any SQLite shell, and no .NET type name ever
/// reaches the file.
/// </summary>
public sealed class JournalSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored with each entry; never change it.</summary>
    public const int Id = 310_715;

    private const int ManyTasks = 32;

    public override int Identifier => Id;

    public override string Manifest(object o) =>
        Manifests.ByType.GetValueOrDefault(o.GetType())
        ?? throw new ArgumentException($"{o.GetType()} has no manifest: give it one in {nameof(Manifests)}, a golden file, and an Apply arm.", nameof(o));

    public override byte[] ToBinary(object obj)
    {
        var type = Manifests.ByName[Manifest(obj)];
        if (obj is not (DagState or DagProtocol.GraphAccepted { Tasks.Count: > ManyTasks }))
            return JsonSerializer.SerializeToUtf8Bytes(obj, type);
        using var pieces = new PiecesWriter();
        using (var writer = new Utf8JsonWriter(pieces, new() { Encoder = type.Options.Encoder, SkipValidation = true }))
            JsonSerializer.Serialize(writer, obj, type);
        return pieces.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest) => Decode(bytes, manifest);

    /// <summary>Reads one journal entry; the projector reads the table itself and needs no actor system.</summary>
    public static object Decode(ReadOnlySpan<byte> bytes, string manifest)
    {
        if (!Manifests.ByName.TryGetValue(manifest, out var type))
            throw new ArgumentException($"The journal holds '{manifest}', which this version does not know: it was written by a newer one.", nameof(manifest));
        return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException($"A '{manifest}' entry of the journal is null.");
    }
}
