using System.Text.Json;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>
/// Vectors in JSON, streamed: <c>[[numbers], …]</c>; <c>{id: [numbers], …}</c>; <c>{id: {"embedding": [numbers], …}, …}</c> as
/// LLMRouter keeps its models' vectors; or rows <c>{"id": …, "embedding": [numbers], …}</c>, in a list or one after the other, with
/// <c>qid</c> or LLMRouter's <c>embedding_id</c> in the place of <c>id</c>. Whatever else rows hold is passed over.
/// </summary>
internal sealed class JsonVectorReader(DataWindow window)
{
    private const string Vector = "embedding";

    // In the order in which they are preferred.
    private static readonly string[] _idKeys = ["id", "qid", "embedding_id"];

    private readonly VectorBuilder _vectors = new();
    private readonly List<string> _ids = [];

    private Form _form;
    private Level _level;
    private Level _aboveObject;
    private Level _aboveVector;
    private int _passedOver = -1;
    private bool _isClosed;
    private bool _hasScalars;
    private bool _hasVector;
    private string _key = "";
    private string _name = "";
    private string? _id;
    private int _idRank;

    /// <summary>What stands for a row; told by what comes first.</summary>
    private enum Form
    {
        Unknown,
        Vectors,
        ByName,
        Rows,
    }

    /// <summary>Where in the nesting the next token stands.</summary>
    private enum Level
    {
        Top,
        List,
        Object,
        NamedObject,
        Vector,
    }

    public EmbeddingFile Read()
    {
        JsonTokens.Read(window, Visit);
        var place = new DataPlace(window.Path);
        if (_vectors.RowCount == 0)
        {
            throw place.Error("holds no vectors; at least one is needed");
        }

        return new EmbeddingFile(window.Path, "json", _vectors.Build(), _ids.Count > 0 ? _ids : null);
    }

    private void Visit(ref Utf8JsonReader reader, DataPlace place)
    {
        var (token, depth) = (reader.TokenType, reader.CurrentDepth);
        if (_passedOver >= 0)
        {
            if (depth == _passedOver && token is (JsonTokenType.EndArray or JsonTokenType.EndObject))
            {
                _passedOver = -1;
            }

            return;
        }

        switch (_level)
        {
            case Level.Vector when token == JsonTokenType.Number:
                _vectors.Add(reader.GetDouble(), place);
                break;
            case Level.Vector when token == JsonTokenType.EndArray:
                EndVector(place);
                break;
            case Level.Vector:
                throw place.Error(
                    $"row {_vectors.RowCount + 1} holds a {token} in column {_vectors.Column + 1}; a vector is a list of numbers");
            case Level.Top:
                AtTop(token, place);
                break;
            case Level.List:
                InList(token, place);
                break;
            case Level.NamedObject:
                InNamedObject(ref reader, place);
                break;
            default:
                InObject(ref reader, place);
                break;
        }
    }

    private void AtTop(JsonTokenType token, DataPlace place)
    {
        if (_isClosed || token is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            throw place.Error($"goes on with a {token} after its end; one list, one object or rows of objects are needed");
        }

        if (token == JsonTokenType.StartArray)
        {
            _level = _form == Form.Unknown ? Level.List : throw place.Error("goes on with a list after rows; rows are objects");
        }
        else
        {
            StartObject(Level.Top);
        }
    }

    private void InList(JsonTokenType token, DataPlace place)
    {
        switch (token)
        {
            case JsonTokenType.StartArray when _form is Form.Unknown or Form.Vectors:
                _form = Form.Vectors;
                StartVector(Level.List, place);
                break;
            case JsonTokenType.StartObject when _form is Form.Unknown or Form.Rows:
                _form = Form.Rows;
                StartObject(Level.List);
                break;
            case JsonTokenType.EndArray:
                (_level, _isClosed) = (Level.Top, true);
                break;
            default:
                throw place.Error($"row {_vectors.RowCount + 1} of the list is a {token}; all must be lists of numbers, or all objects " +
                    $"with id and {Vector}");
        }
    }

    private void InObject(ref Utf8JsonReader reader, DataPlace place)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _key = JsonTokens.Name(ref reader, place);
                break;
            case JsonTokenType.EndObject:
                EndObject(place);
                break;
            case JsonTokenType.StartArray when _key == Vector && _form != Form.ByName:
                _form = Form.Rows;
                StartVector(Level.Object, place);
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject when _form == Form.Rows:
                _passedOver = reader.CurrentDepth;
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject when !_hasScalars:
                (_form, _name) = (Form.ByName, RowIds.Checked(_key, place));
                _hasVector = false;
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    StartVector(Level.Object, place);
                }
                else
                {
                    _level = Level.NamedObject;
                }

                break;
            case var token when _form == Form.ByName || token is JsonTokenType.StartArray or JsonTokenType.StartObject:
                throw place.Error($"holds a {token} under {Excerpt.Of(_key)}, which fits neither {{id: [numbers]}} nor rows with id and " +
                    $"{Vector}; in rows, let {Vector} be the first list");
            default:
                _hasScalars = true;
                if (Array.IndexOf(_idKeys, _key) is var rank and >= 0 && rank < _idRank && reader.TokenType != JsonTokenType.Null)
                {
                    (_id, _idRank) = (RowIds.Checked(JsonTokens.Name(ref reader, place), place), rank);
                }

                break;
        }
    }

    private void InNamedObject(ref Utf8JsonReader reader, DataPlace place)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _key = JsonTokens.Name(ref reader, place);
                break;
            case JsonTokenType.StartArray when _key == Vector:
                StartVector(Level.NamedObject, place);
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                _passedOver = reader.CurrentDepth;
                break;
            case JsonTokenType.EndObject:
                _level = _hasVector ? Level.Object : throw place.Error($"{Excerpt.Of(_name)} has no {Vector}; every entry needs one");
                break;
        }
    }

    private void StartObject(Level above)
    {
        (_aboveObject, _level) = (above, Level.Object);
        (_hasScalars, _hasVector, _id, _idRank) = (false, false, null, _idKeys.Length);
    }

    private void EndObject(DataPlace place)
    {
        _level = _aboveObject;
        if (_form == Form.ByName)
        {
            _isClosed = true;
            return;
        }

        if (!_hasVector)
        {
            throw place.Error($"row {_vectors.RowCount + 1} has no {Vector}; every row needs one: leave others out");
        }

        if (_id is not null)
        {
            _ids.Add(_id);
        }

        if (_ids.Count != 0 && _ids.Count != _vectors.RowCount)
        {
            throw place.Error($"row {_vectors.RowCount} has {(_id is null ? "no" : "an")} id, unlike those before it; give all rows " +
                "one or none");
        }
    }

    private void StartVector(Level above, DataPlace place)
    {
        if (_hasVector && above != Level.List)
        {
            throw place.Error($"row {_vectors.RowCount} has a second {Vector}; one is needed");
        }

        _level = Level.Vector;
        _aboveVector = above;
    }

    private void EndVector(DataPlace place)
    {
        _vectors.EndRow(place);
        (_level, _hasVector) = (_aboveVector, true);
        if (_form == Form.ByName)
        {
            _ids.Add(_name);
        }
    }
}
